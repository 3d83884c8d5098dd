<#ftl output_format="HTML" strip_whitespace=true>
<#-- The report of a run. Model: see Report. Every ${…} is escaped; numbers in attributes are written for computers. -->
<#setting number_format=",##0">
<#function count outcome><#return documents?filter(d -> d.outcome == outcome)?size></#function>
<#function sum column><#local all = 0><#list documents as d><#local all += d[column]!0></#list><#return all></#function>
<#function secs ms><#return (ms / 1000)?string("0.0") + " s"></#function>
<#function cut text length><#return (text?length > length)?then(text[0..<length] + " … (cut here, the whole is in the database)", text)></#function>
<#-- When the lane of a document ends; one that is under way reaches the right edge. -->
<#assign span = 1>
<#assign step_rows = 0>
<#list documents as d>
    <#assign span = [span, d.ended_ms!time_ms, d.facts_ms!0]?max>
    <#list d.steps as s><#assign step_rows += 1><#assign span = [span, s.written_ms]?max></#list>
</#list>
<#assign tick = span>
<#list [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000, 120000, 300000, 600000, 1800000, 3600000, 14400000] as size>
    <#if (span / size <= 6)><#assign tick = size><#break></#if>
</#list>
<#function at ms><#return ([ms, 0]?max * 100 / span)?string("0.###") + "%"></#function>
<#-- A bar of the time line; never too narrow to be seen. -->
<#macro bar kind from to><rect class="${kind}" x="${at(from)}" width="${at([to - from, span / 250]?max)}" y="4" height="12" rx="2"/></#macro>
<#macro grid>
    <#list 0..((span / tick)?floor) as n><line x1="${at(n * tick)}" x2="${at(n * tick)}" y1="-2" y2="22"/></#list>
</#macro>
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Document pipeline: ${documents?size + without_row?size} documents</title>
<style>
:root {
    color-scheme: light dark;
    --paper: #fff; --ink: #1d2329; --quiet: #59636e; --line: #d5dae0; --panel: #f4f6f8; --link: #0b57d0;
    --facts: #3c78d8; --summary: #1f9d78; --failed: #c8352f; --open: #8a929b; --mark: #1d2329; --bad: #a8201a; --badge: #fbe9e7;
}
@media (prefers-color-scheme: dark) {
    :root {
        --paper: #14181c; --ink: #e6e9ec; --quiet: #a2abb5; --line: #353c44; --panel: #1d2329; --link: #8ab4f8;
        --facts: #6ea0f2; --summary: #45c39d; --failed: #ef6a63; --open: #78818b; --mark: #fff; --bad: #ff9c95; --badge: #40201e;
    }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.25rem 4rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem }
p { margin: .35rem 0 } a { color: var(--link) }
bdi, td, dd, summary, .text { overflow-wrap: anywhere }
.quiet { color: var(--quiet) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none }
.tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.tiles small { display: block; color: var(--quiet) }
.verdict { font-weight: 600 }
.failure { border-left: .3rem solid var(--failed); background: var(--panel); border-radius: 0 .5rem .5rem 0; padding: .4rem 1rem; margin: .5rem 0 }
.failure p { margin: .1rem 0 }
.failure h3 { font-size: 1rem; margin: 0 }
.outcome { white-space: nowrap } .outcome.failed, .outcome.none { color: var(--bad); font-weight: 600 }
.lanes { display: grid; grid-template-columns: minmax(6rem, 15rem) 1fr; gap: .2rem .75rem; align-items: center; margin: 0 }
.lanes > dt { font-size: .875rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.lanes > dd { margin: 0; min-width: 0 }
svg { display: block; width: 100%; height: 20px; overflow: visible }
svg line { stroke: var(--line) } svg text { fill: var(--quiet); font-size: 12px }
.facts { fill: var(--facts) } .summary { fill: var(--summary) } .failed { fill: var(--failed) } .open { fill: var(--open); opacity: .6 }
.sent { fill: var(--paper); stroke: var(--mark); stroke-width: 1.5 } .written { fill: var(--mark) }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 0 0 .75rem; list-style: none; font-size: .875rem; color: var(--quiet) }
.legend svg { display: inline-block; width: 1.4em; height: 1em; vertical-align: -.15em; margin-right: .35em }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 600; color: var(--quiet); vertical-align: bottom }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
.n { text-align: right; white-space: nowrap } tfoot td { font-weight: 600; border-bottom: 0 }
details { border-bottom: 1px solid var(--line); padding: .5rem 0 }
summary { cursor: pointer } summary:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.text { white-space: pre-wrap; background: var(--panel); border-radius: .5rem; padding: .75rem 1rem; margin: .5rem 0 }
.about { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .75rem 0 } .about dt { color: var(--quiet) } .about dd { margin: 0 }
@media (max-width: 46rem) {
    body { padding-top: 1.25rem }
    .lanes { grid-template-columns: 1fr; gap: 0 } .lanes > dt { margin-top: .5rem; white-space: normal; overflow-wrap: anywhere }
    thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
    table, tbody, tfoot, tr, td { display: block }
    tr { border-bottom: 1px solid var(--line); padding: .5rem 0 } td { border: 0; padding: .1rem 0; display: flex; justify-content: space-between; gap: 1rem; text-align: right }
    td::before { content: attr(data-head); color: var(--quiet); font-weight: 400; text-align: left; flex: none } td:first-child { font-weight: 600; text-align: left } td:first-child::before { content: none }
    td:empty { display: none }
}
@media print {
    body { max-width: none; padding: 0; font-size: 10pt } .tiles li, .failure, .lanes > *, tr { break-inside: avoid } h2 { break-after: avoid }
    * { print-color-adjust: exact }
}
</style>
</head>
<body>
<header>
<h1>Document pipeline</h1>
<p><span class="verdict">${verdict}</span> <span class="quiet">Run of <time datetime="${run}">${run?replace("T", " ")?keep_before(".")?remove_ending("Z")} UTC</time>, ${secs(time_ms)}.</span></p>
<ul class="tiles">
<li>Documents<b>${documents?size + without_row?size}</b><small>${count("done")} done, ${count("failed")} failed<#if (count("running") > 0)>, ${count("running")} under way</#if><#if without_row?has_content>, ${without_row?size} not begun</#if></small></li>
<li>Rows<b>${documents?size}</b><small>one per document</small></li>
<li>Step rows<b>${step_rows}</b><small>of ${sum("steps_sent")} steps sent</small></li>
<li>Tokens<b>${sum("total_tokens")}</b><small>${sum("input_tokens")} in, ${sum("output_tokens")} out, ${sum("thought_tokens")} thought</small></li>
</ul>
</header>
<main>
<#if (count("failed") > 0) || without_row?has_content>
<section aria-labelledby="failures">
<h2 id="failures">Failures</h2>
<#list documents?filter(d -> d.outcome == "failed") as d>
<article class="failure">
<h3><bdi>${d.file}</bdi></h3>
<p class="reason"><bdi>${d.reason!"without a reason"}</bdi></p>
<p class="quiet">After ${secs((d.ended_ms!time_ms) - d.taken_ms)}<#if d.http_status??>, HTTP ${d.http_status?c}</#if>, ${d.total_tokens} tokens. The document is in the folder <code>failed</code>.</p>
</article>
</#list>
<#list without_row as name>
<article class="failure">
<h3><bdi>${name}</bdi></h3>
<p>Not begun: it has no row. The document is still in the inbox.</p>
</article>
</#list>
</section>
</#if>
<section aria-labelledby="timeline">
<h2 id="timeline">Time line</h2>
<ul class="legend">
<li><svg aria-hidden="true"><rect class="facts" y="3" width="100%" height="10" rx="2"/></svg>first call: facts</li>
<li><svg aria-hidden="true"><rect class="summary" y="3" width="100%" height="10" rx="2"/></svg>second call: summary</li>
<li><svg aria-hidden="true"><rect class="failed" y="3" width="100%" height="10" rx="2"/></svg>call that failed</li>
<#if (count("running") > 0)><li><svg aria-hidden="true"><rect class="open" y="3" width="100%" height="10" rx="2"/></svg>call under way</li></#if>
<li><svg aria-hidden="true"><circle class="sent" cx="50%" cy="8" r="4"/></svg>step sent to the queue</li>
<li><svg aria-hidden="true"><circle class="written" cx="50%" cy="8" r="3"/></svg>its row written</li>
</ul>
<dl class="lanes">
<dt class="quiet">Document</dt>
<dd><svg aria-hidden="true"><#list 0..((span / tick)?floor) as n><#assign last = (n * tick + tick > span)><text x="${at(n * tick)}" y="14"<#if n gt 0> text-anchor="${(last && n * tick > span * 0.94)?then("end", "middle")}"</#if>>${(n * tick / 1000)?string("0.#")} s</text></#list></svg></dd>
<#list documents as d>
<#assign end = d.ended_ms!span>
<#assign open = d.outcome == "running">
<#assign last_kind = open?then("open", (d.outcome == "failed")?then("failed", d.facts_ms???then("summary", "facts")))>
<dt><bdi title="${d.file}">${d.file}</bdi></dt>
<dd><svg role="img" aria-label="${d.outcome}, from ${secs(d.taken_ms)} to ${secs(end)}<#if d.facts_ms??>, facts at ${secs(d.facts_ms)}</#if>, ${d.steps?size} steps">
<@grid/>
<#if d.facts_ms??><@bar "facts" d.taken_ms d.facts_ms/><@bar last_kind d.facts_ms end/><#else><@bar last_kind d.taken_ms end/></#if>
<#list d.steps as s>
<#if s.sent_ms??><circle class="sent" cx="${at(s.sent_ms)}" cy="10" r="4"><title>${s.type!"step"} sent at ${secs(s.sent_ms)}</title></circle></#if>
<circle class="written" cx="${at(s.written_ms)}" cy="10" r="2.5"><title>${s.type!"step"} written at ${secs(s.written_ms)}</title></circle>
</#list>
</svg></dd>
</#list>
</dl>
</section>
<section aria-labelledby="documents">
<h2 id="documents">Documents</h2>
<table>
<thead><tr><th scope="col">Document<th scope="col">Outcome<th scope="col">Kind<th class="n" scope="col">Bytes<th class="n" scope="col">Steps sent<th class="n" scope="col">Step rows<th class="n" scope="col">Tokens in<th class="n" scope="col">Out<th class="n" scope="col">Thought<th class="n" scope="col">All<th class="n" scope="col">Time</tr></thead>
<tbody>
<#list documents as d>
<tr><td data-head="Document"><bdi>${d.file}</bdi><td data-head="Outcome"><span class="outcome ${d.outcome}">${d.outcome}</span><td data-head="Kind">${d.kind!"–"}<td class="n" data-head="Bytes">${d.bytes!0}<td class="n" data-head="Steps sent">${d.steps_sent}<td class="n" data-head="Step rows">${d.steps?size}<td class="n" data-head="Tokens in">${d.input_tokens}<td class="n" data-head="Out">${d.output_tokens}<td class="n" data-head="Thought">${d.thought_tokens}<td class="n" data-head="All">${d.total_tokens}<td class="n" data-head="Time">${secs((d.ended_ms!time_ms) - d.taken_ms)}</tr>
</#list>
<#list without_row as name>
<tr><td data-head="Document"><bdi>${name}</bdi><td data-head="Outcome"><span class="outcome none">no row</span><td colspan="9" data-head=""></tr>
</#list>
</tbody>
<tfoot>
<tr><td data-head="Document">Sum<td><td><td class="n" data-head="Bytes">${sum("bytes")}<td class="n" data-head="Steps sent">${sum("steps_sent")}<td class="n" data-head="Step rows">${step_rows}<td class="n" data-head="Tokens in">${sum("input_tokens")}<td class="n" data-head="Out">${sum("output_tokens")}<td class="n" data-head="Thought">${sum("thought_tokens")}<td class="n" data-head="All">${sum("total_tokens")}<td class="n" data-head="Time">${secs(time_ms)}</tr>
</tfoot>
</table>
</section>
<section aria-labelledby="answers">
<h2 id="answers">Answers</h2>
<#list documents as d>
<details<#if d?is_first> open</#if>>
<summary><bdi>${d.file}</bdi><#if d.title??> <span class="quiet">· <bdi>${cut(d.title, 500)}</bdi></span></#if></summary>
<dl class="about">
<#if d.gist??><dt>Gist<dd><bdi>${cut(d.gist, 2000)}</bdi></#if>
<#if d.language??><dt>Language<dd><bdi>${cut(d.language, 50)}</bdi></#if>
<#if d.facts_interaction_id??><dt>First call<dd><code>${d.facts_interaction_id}</code></#if>
<#if d.summary_interaction_id??><dt>Second call<dd><code>${d.summary_interaction_id}</code><#if d.status??>, ${d.status}</#if></#if>
<#if d.reason??><dt>Failure<dd><bdi>${d.reason}</bdi></#if>
</dl>
<#if d.summary??><div class="text" dir="auto">${cut(d.summary, 8000)}</div></#if>
<#list d.steps as s>
<p class="quiet">Step ${(s.step_index!0)?c}, ${s.type!"of no type"}, written at ${secs(s.written_ms)}</p>
<#if (s.type!"") != "model_output" && s.text?has_content><div class="text" dir="auto">${cut(s.text, 2000)}</div></#if>
</#list>
</details>
</#list>
</section>
</main>
</body>
</html>
