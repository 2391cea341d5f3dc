// A client as an app's developer writes it in Node: global fetch, URLSearchParams, FormData.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [url, appId, secret, picture] = process.argv.slice(2);

function signed(values) {
  const all = { app_id: appId, random: String(Math.floor(1e6 + Math.random() * 1e9)),
                timestamp: String(Math.floor(Date.now() / 1000)), ...values };
  const text = Object.keys(all).sort().map((name) => `${name}=${all[name]}`).join("&") + `&key=${secret}`;
  return { ...all, sign: createHash("md5").update(text).digest("hex").toUpperCase() };
}

const listed = await fetch(`${url}/openapi/face/getGroupList`, { method: "POST", body: new URLSearchParams(signed({})) });
console.log(await listed.text());
const form = new FormData();
for (const [name, value] of Object.entries(signed({ group_name: "nobody-" + "\u4eba" }))) form.append(name, value);
form.append("pic", new Blob([readFileSync(picture)], { type: "image/jpeg" }), "node.jpg");
const searched = await fetch(`${url}/openapi/face/addFace`, { method: "POST", body: form });
console.log(await searched.text());
