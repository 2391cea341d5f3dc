"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const requirements = [...document.querySelectorAll(".req")];

  // --- evidence: one packed JSON line for each exchange, unpacked when the first is asked for
  const cassette = document.querySelector("main").dataset.cassette;
  let unpacked = null;
  const unpack = async () => {
    const packed = atob(byId("evidence").textContent.trim());
    const found = new Map();
    if (!packed || !("DecompressionStream" in window)) return found; // the panel says what to do instead
    const bytes = Uint8Array.from(packed, (each) => each.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    for (const line of (await new Response(stream).text()).split("\n")) {
      if (line) {
        const exchange = JSON.parse(line);
        found.set(String(exchange.n), exchange);
      }
    }
    return found;
  };
  const evidence = () => (unpacked ??= unpack());

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text; // never as markup: a camera wrote it
    return made;
  };

  const block = (heading, title, text, withCopy) => {
    const made = element("div", "copyable");
    made.append(element(heading, "block-title", title));
    if (withCopy) {
      const button = element("button", "", "Copy");
      button.type = "button";
      button.dataset.copy = "";
      made.append(button);
    }
    const pre = element("pre", "", text);
    pre.tabIndex = 0;
    made.append(pre);
    return made;
  };

  // `level`: that of the exchange's heading, one below the heading that it stands under.
  const panelOf = (number, exchange, level) => {
    const panel = element("section", "exchange");
    panel.dataset.shows = number;
    panel.setAttribute("aria-label", `Exchange ${number}`);
    if (!exchange) {
      const hint = `ipc-conformance cassette show ${cassette} ${number}`;
      panel.append(element("p", "", `Exchange ${number} is not in this page; ${hint} shows it.`));
      return panel;
    }
    const [heading, below] = [`h${level}`, `h${level + 1}`];
    panel.append(element(heading, "exchange-title", `Exchange ${number}: ${exchange.title}`), element("p", "when", exchange.when));
    panel.append(block(below, "Request", exchange.request), block(below, "Answer", exchange.answer));
    if (exchange.command) panel.append(block(below, "Send it again, in the run's folder", exchange.command, true));
    else panel.append(element("p", "", `ipc-conformance cassette curl ${cassette} ${number} prints the command.`));
    return panel;
  };

  const toggleExchange = async (button) => {
    const number = button.dataset.x;
    const home = button.closest("[data-panel]");
    const shown = [...home.querySelectorAll(".exchange")].find((each) => each.dataset.shows === number);
    const marked = home.querySelectorAll(`button[data-x="${CSS.escape(number)}"]`);
    marked.forEach((each) => each.setAttribute("aria-expanded", String(!shown)));
    if (shown) return shown.remove();
    const panel = panelOf(number, (await evidence()).get(number), home.querySelector("h3") ? 4 : 3);
    home.append(panel);
    panel.scrollIntoView({ block: "nearest" });
  };

  // --- copying
  const copy = async (button) => {
    const text = button.closest(".copyable").querySelector("pre").textContent;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = element("textarea", "away");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = done ? "Copied" : "Select and copy it by hand";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };

  // --- filter
  const [search, operation, level] = ["search", "operation", "level"].map(byId);
  const toggles = [...document.querySelectorAll("[data-verdict]")];
  const texts = new Map();
  const textOf = (requirement) => {
    if (!texts.has(requirement)) texts.set(requirement, requirement.textContent.toLowerCase());
    return texts.get(requirement);
  };
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = toggles.filter((each) => each.ariaPressed === "true").map((each) => each.dataset.verdict);
    let count = 0;
    for (const each of requirements) {
      const fits =
        (!verdicts.length || verdicts.includes(each.dataset.v)) &&
        (!operation.value || operation.value === each.dataset.o) &&
        (!level.value || level.value === each.dataset.l) &&
        words.every((word) => textOf(each).includes(word));
      each.hidden = !fits;
      count += fits;
    }
    byId("shown").textContent = `${count} of ${requirements.length} requirements`;
  };
  const press = (button, pressed) => button.setAttribute("aria-pressed", String(pressed));
  const clear = () => {
    for (const each of [search, operation, level]) each.value = "";
    toggles.forEach((each) => press(each, false));
  };
  byId("filter").addEventListener("input", filter);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").addEventListener("reset", () => {
    clear();
    filter();
  });

  // --- deep links
  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = byId(id);
    if (!target) return;
    if (target.hidden) {
      clear();
      filter();
    }
    for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    target.scrollIntoView();
    if (target.matches(".req")) target.querySelector("summary").focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    if (button.dataset.x) toggleExchange(button);
    else if ("copy" in button.dataset) copy(button);
    else if (button.dataset.verdict) {
      press(button, button.ariaPressed !== "true");
      filter();
    } else if (button.dataset.only) {
      clear();
      toggles.forEach((each) => press(each, each.dataset.verdict === button.dataset.only));
      filter();
    } else if (button.hash && button.hash === location.hash) follow(); // the browser itself does nothing then
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      clear();
      filter();
    }
  });

  // --- what was violated is printed whole
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const whole = ".operation, #readings details, .req:not([data-v=pass], [data-v=observed], [data-v=untested])";
    opened = [...document.querySelectorAll(whole)].filter((each) => !each.open);
    opened.forEach((each) => { each.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));

  // --- dark or light, other than the system says
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  document.querySelectorAll("#theme, #filter, [data-copy]").forEach((each) => { each.hidden = false; });
  filter();
  window.addEventListener("hashchange", follow);
  window.addEventListener("load", () => setTimeout(follow)); // the browser takes the focus away when it has loaded
  follow();
})();
