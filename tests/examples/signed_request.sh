#!/bin/sh
# Signed requests to a camera with nothing but curl and md5sum:  IPC_URL=https://192.168.200.1 IPC_APP_ID=...
# IPC_SECRET_KEY=... sh signed_request.sh    Lists the face groups, creates the group "vip", and lists them again.
set -eu

# call OPERATION NAME=VALUE... : signs the non-empty parameters, sorted by name, and sends all of them.
call() {
    operation=$1; shift
    set -- "$@" "app_id=$IPC_APP_ID" "random=$(printf %010d "$(od -An -N4 -tu4 /dev/urandom)")" "timestamp=$(date +%s)"
    text=$(printf '%s\n' "$@" | grep -v '=$' | LC_ALL=C sort -t = -k 1,1 | tr '\n' '&')key=$IPC_SECRET_KEY
    set -- "$@" "sign=$(printf %s "$text" | md5sum | cut -c 1-32 | tr a-f A-F)"
    for parameter do set -- "$@" --data-urlencode "$parameter"; shift; done
    curl -sSk "$@" "$IPC_URL/openapi/face/$operation" && echo
}

call getGroupList
call createGroup name=vip capacity=100 description="people & friends, 50% more"
call getGroupList
