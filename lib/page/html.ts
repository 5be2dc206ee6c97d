import { gzipSync } from "node:zlib";
import { byEpoch } from "../figures/by_epoch.ts";
import { Markup, markup } from "../report/markup.ts";
import type { JudgedClaim, Verdict } from "../sections/verdict.ts";
import { badge, commandHtml, symbols } from "./elements.ts";
import type { Page, PageSection } from "./model.ts";
import { runTableHtml } from "./run_table_html.ts";
import { sectionHtml } from "./section_html.ts";

/** The page's style and script, and which version of the page a server has. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  /** Set where the page is served while networks train: it then follows the server. */
  readonly version?: number;
}

const description =
  "Plain and highway networks of 10 to 100 layers, trained anew: six figures of a report, live.";

/** The report page: one HTML text that needs nothing else. */
export function pageHtml(page: Page, { style, script, version }: PageParts): string {
  const { sections, runs } = page;
  const isLive = version !== undefined;
  const data = isLive ? { ...page.data, liveChart: byEpoch() } : { ...page.data, growing: {} };
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<title>Highway Networks, reproduced</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body${isLive && markup` data-version="${version}"`}>
<a class="skip" href="#main">Skip to the content</a>
<nav class="bar" aria-label="Contents">
<ul>
<li><a href="#verdicts">Verdicts</a></li>
${sections.map(({ name }) => markup`<li><a href="#${name}">${capital(name)}</a></li>`)}
<li><a href="#runs">Runs</a></li>
</ul>
<label class="quiet">Colours <select id="theme">
<option value="auto">as the system</option><option>light</option><option>dark</option>
</select></label>
</nav>
<main id="main">
<header class="opening">
<h1>Highway Networks, reproduced</h1>
<p class="lede">Very deep nets of plain layers are hard to train; highway layers,
<span class="formula">y = H(x)·T(x) + x·(1 − T(x))</span>, are said not to be. This page puts a
report on that to the test: its figures drawn from our own runs, with its numbers beside ours.</p>
<noscript><p class="missing">The figures are drawn by scripts, which are switched off here: what
each shows stands in “Values as tables” below it.</p></noscript>
</header>
${isLive && liveHtml}
<section id="verdicts" aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Verdicts</h2>
${verdictsHtml(sections)}
</section>
${sections.map((section) => sectionHtml(section, data))}
<section id="runs" aria-labelledby="runs-title">
<h2 id="runs-title">Every run behind this page</h2>
${runTableHtml(runs)}
</section>
</main>
${footerHtml}
<div id="tooltip" hidden></div>
<script type="text/plain" id="data">${gzipSync(JSON.stringify(data)).toString("base64")}</script>
<script type="module">${new Markup(script.replaceAll("</script", "<\\/script"))}</script>
</body>
</html>
`.text;
}

const liveHtml = markup`<section id="live" aria-labelledby="live-title">
<h2 id="live-title">Training now</h2>
<div class="live-line">
<p class="live-state" role="status">Asking the server…</p>
<button type="button" class="live-draw" hidden></button>
</div>
<div class="live-runs" tabindex="0" role="region" aria-label="Curves of runs in training"></div>
</section>`;

function verdictsHtml(sections: readonly PageSection[]): Markup {
  const claims = sections.flatMap(({ name, claims, figures }) =>
    claims.map((claim) => ({
      ...claim,
      section: name,
      shownIn: figures.find(({ name }) => name === claim.figure)?.label,
    }))
  ).sort((a, b) => a.number - b.number);
  const counts = Map.groupBy(claims, ({ verdict }) => verdict);
  const tally = (Object.keys(symbols) as Verdict[]).map((verdict) => {
    const own = counts.get(verdict);
    return own && markup`<span><b>${own.length}</b> ${badge(verdict)}</span>`;
  });
  return markup`<p class="tally">${tally}</p>
<ol class="overview">${
    claims.map((claim) =>
      markup`<li><span class="number">${claim.number}</span>
<a href="#${claim.section}-claims">${claim.statement}${sharperText(claim)}</a>
<span class="quiet">${[claim.data, claim.shownIn].filter(Boolean).join(" · ")}</span>
${badge(claim.verdict)}</li>`
    )
  }</ol>
${
    sections.filter(({ claims }) => claims.length === 0).map(({ title, command }) =>
      markup`<p class="missing">Not judged yet: ${title} Run ${commandHtml(command)}</p>`
    )
  }`;
}

function sharperText({ sharper }: JudgedClaim): string {
  return sharper ? " (by a sharper criterion)" : "";
}

const footerHtml = markup`<footer>
<p>Made by <code>deno task report</code> from stored runs: our numbers are computed, none is typed.
The report: <cite>Highway Networks</cite>, K. Yarali and Z. Kostic, Columbia University, 2021. The
papers: R. K. Srivastava, K. Greff, J. Schmidhuber, 2015,
<a href="https://arxiv.org/abs/1505.00387">Highway Networks</a> and
<a href="https://arxiv.org/abs/1507.06228">Training Very Deep Networks</a>.</p>
<p>This page and its code are under the MIT licence; <code>CITATION.cff</code> in the repository says
how to cite them.</p>
<details><summary>Cite the paper (BibTeX)</summary><pre>@article{srivastava2015highway,
  title = {Highway Networks},
  author = {Srivastava, Rupesh Kumar and Greff, Klaus and Schmidhuber, J{\\"u}rgen},
  journal = {arXiv preprint arXiv:1505.00387},
  year = {2015}
}</pre></details>
</footer>`;

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
