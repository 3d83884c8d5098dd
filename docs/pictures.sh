#!/usr/bin/env bash
# Makes the pictures of docs/images anew: the manual, the emulator's page, the chat in a browser, the report of the document
# pipeline. Needs what the build needs, and Chromium with its driver.
set -euo pipefail
cd "$(dirname "$0")/.."

mvn -q -B -ntp package -Dmaven.test.skip=true -pl browser,docs,gemini-interactions-emulator,examples/document-pipeline,examples/chat-web -am
mvn -q -B -ntp -f browser dependency:build-classpath -Dmdep.outputFile=target/classpath
shoot() {
    local address=$1 file=$2
    shift 2
    java -cp "browser/target/classes:$(cat browser/target/classpath)" io.github.camelgemini.browser.Screenshot \
        "$address" "docs/images/$file.png" "$@"
}

shoot "file://$PWD/docs/target/manual/index.html" manual 1280 800
shoot "file://$PWD/docs/target/manual/telemetry.html" manual-narrow 390 800 dark

work=docs/target/pipeline
rm -rf "$work"
mvn -q -B -ntp -Ppipeline -Dpipeline.args="--work $work --faults"
shoot "file://$PWD/$work/report.html" report 1280 900

emulator=
trap '[ -z "$emulator" ] || kill "$emulator"' EXIT
listening=$(mktemp)
java -jar gemini-interactions-emulator/target/gemini-interactions-emulator-*-runner.jar --port 0 --no-auth >"$listening" &
emulator=$!
until grep -q 'listening on' "$listening"; do
    kill -0 "$emulator"
    sleep 0.2
done
url=$(sed -n 's/.*listening on //p' "$listening")
curl -fsS "$url/_emulator/script" --data-binary @- >/dev/null <<'SCRIPT'
- answer: {calls: [{name: get_weather, id: c1, arguments: {city: Bonn, days: 3}}]}
- answer: {text: "It will be sunny in Bonn for three days."}
- answer: {fault: {status: 503, retryAfter: 2s}}
- answer: {text: "This stream is cut, and the route resumes it.", fault: {cut: {after: 5}}}
- answer: {thought: "Looking at the sky", deltas: ["The weather in Bonn is fine: ", "21 degrees."], gate: picture, gateAfter: 8}
SCRIPT
create() {
    curl -sS "$url/v1beta/interactions" -H 'Content-Type: application/json' -d "{\"model\": \"gemini-3.5-flash\", $1}"
}
weather='{"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}'
id=$(create "\"input\": \"How is the weather in Bonn?\", \"tools\": [$weather]" | sed -n 's/.*"id" *: *"\(v1_[^"]*\)".*/\1/p' | head -1)
result='{"type": "function_result", "call_id": "c1", "name": "get_weather", "result": "sunny"}'
create "\"previous_interaction_id\": \"$id\", \"input\": [$result], \"tools\": [$weather]" >/dev/null
create '"input": "Refused once"' >/dev/null
create '"input": "Cut and resumed", "background": true, "stream": true' >/dev/null || true
create '"input": "And in Cologne?", "stream": true' >/dev/null &
shoot "$url/_emulator/" emulator 1280 900 'await=body=The weather in Bonn is fine'

cp examples/chat-web/images/chat-web.png docs/images/chat-web.png
