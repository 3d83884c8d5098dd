<#ftl output_format="HTML" strip_whitespace=true>
<#-- An answer and its sources, for browsers and for print. Well-formed XML, because the PDF is made of it. Model: see Report. -->
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="description" content="Report of ${headers.CamelGeminiInteractionsResponseModel!"an agent"}: ${headers.topic!""}" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<title>${headers.topic!"Report"}</title>
<style>
@page { size: A4; margin: 20mm 20mm 22mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt 'Liberation Sans', sans-serif; color: #59636e } }
body { font-family: 'Liberation Sans', Helvetica, Arial, sans-serif; font-size: 10.5pt; line-height: 1.5; color: #1d2329; margin: 0 }
h1, h2, h3 { line-height: 1.25; page-break-after: avoid } h1 { font-size: 1.7em; margin: 0 0 .3em } h2 { font-size: 1.25em; margin: 1.6em 0 .4em } h3 { font-size: 1.05em; margin: 1.3em 0 .3em }
p, ul, ol, blockquote, table, pre { margin: .6em 0 }
a { color: #0b57d0 }
.about { color: #59636e; border-bottom: 1px solid #d5dae0; padding-bottom: .8em; margin-bottom: 1.2em; font-size: .92em }
blockquote { border-left: 3px solid #d5dae0; padding-left: 1em; color: #59636e; margin-left: 0 }
table { border-collapse: collapse; width: 100%; -fs-table-paginate: paginate } tr { page-break-inside: avoid }
th, td { border-bottom: 1px solid #d5dae0; padding: .35em .6em .35em 0; text-align: left; vertical-align: top }
th[align=right], td[align=right] { text-align: right } th[align=center], td[align=center] { text-align: center }
pre { background: #f4f6f8; padding: .7em; white-space: pre-wrap } pre, code { font-family: 'Liberation Mono', monospace; font-size: .95em }
.sources { border-top: 1px solid #d5dae0; margin-top: 2em } .sources li { margin: .3em 0 } .address { color: #59636e; font-size: .85em }
main, footer, header { display: block } body { word-wrap: break-word }
@media screen {
    :root { color-scheme: light dark }
    body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; overflow-wrap: anywhere }
    td, th { overflow-wrap: anywhere } a:focus-visible { outline: 2px solid; outline-offset: 2px }
}
@media screen and (prefers-color-scheme: dark) {
    body { background: #14181c; color: #e6e9ec } a { color: #8ab4f8 } pre { background: #1d2329 }
    .about, blockquote, .address { color: #a2abb5 } .about, blockquote, th, td, .sources { border-color: #353c44 }
}
</style>
</head>
<body>
<header>
<h1>${headers.topic!"Report"}</h1>
<p class="about">Report ${headers.report!""}, written by ${headers.CamelGeminiInteractionsResponseModel!"the agent"}<#if headers.CamelGeminiInteractionsTotalTokens??>, ${headers.CamelGeminiInteractionsTotalTokens?string(",##0")} tokens</#if>.<br />Interaction ${headers.CamelGeminiInteractionsInteractionId!""}</p>
</header>
<main>
${answer}
</main>
<#if sources?has_content>
<footer class="sources" aria-labelledby="sources">
<h2 id="sources">Sources</h2>
<ol>
<#list sources as source>
<li><#if source.url??><a href="${source.url}" rel="nofollow noreferrer">${source.title}</a> <span class="address">${source.url}</span><#else>${source.title}</#if></li>
</#list>
</ol>
</footer>
</#if>
</body>
</html>
