import { gzipSync } from "node:zlib";
import { byEpoch } from "../figures/by_epoch.ts";
import { controlsText, criterionText } from "../report/claims_table.ts";
import type { JudgedClaim, Verdict } from "../sections/verdict.ts";
import { explorerHtml } from "./explorer_html.ts";
import { figureHtml } from "./figure_html.ts";
import { Markup, markup } from "../report/markup.ts";
import type { Page, PageData, PageFigure, PageSection } from "./model.ts";
import { runTableHtml } from "./run_table_html.ts";

/** What stands in the page beside what it shows. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  /**
   * Served while networks train: the page asks the server for what is new, and is loaded again when
   * the server has another version of it.
   */
  readonly version?: number;
}

const description =
  "Plain and highway networks of 10 to 100 layers, trained anew: six figures of a report, live.";

/** The report page: one HTML text that needs nothing else. */
export function pageHtml(page: Page, { style, script, version }: PageParts): string {
  const { sections, runs } = page;
  const isLive = version !== undefined;
  const data = isLive ? { ...page.data, liveChart: byEpoch() } : { ...page.data, growing: {} };
  const claims = sections.flatMap(({ claims }) => claims);
  return markup`
    <!doctype html>
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
    ${barHtml(sections)}
    <main id="main">
    <header class="opening">
    <h1>Highway Networks, reproduced</h1>
    <p class="lede">Very deep nets of plain layers are hard to train; highway layers,
    <span class="formula">y = H(x)·T(x) + x·(1 − T(x))</span>, are said not to be. This page puts a
    report on that to the test: its figures drawn from our own runs, with its numbers beside ours.</p>
    </header>
    ${
    isLive &&
    markup`
        <section id="live" aria-labelledby="live-title">
          <h2 id="live-title">Training now</h2>
          <div class="live-line">
            <p class="live-state" role="status">Asking the server…</p>
            <button type="button" class="live-draw" hidden></button>
          </div>
          <div class="live-runs" tabindex="0" role="region"
            aria-label="Curves of runs in training"></div>
        </section>
      `
  }
    <section id="verdicts" aria-labelledby="verdicts-title">
    <h2 id="verdicts-title">Verdicts</h2>
    ${verdictsHtml(claims, sections)}
    </section>
    ${sections.map((section) => sectionHtml(section, data))}
    <section id="runs" aria-labelledby="runs-title">
    <h2 id="runs-title">Every run behind this page</h2>
    ${runTableHtml(runs)}
    </section>
    </main>
    <footer>
    <p>Made by <code>deno task report</code> from stored runs: our numbers are computed, none is typed.
    The report: <cite>Highway Networks</cite>, K. Yarali and Z. Kostic, Columbia University, 2021.
    The paper: R. K. Srivastava, K. Greff, J. Schmidhuber, 2015.</p>
    </footer>
    <div id="tooltip" hidden></div>
    <script type="text/plain" id="data">${
    gzipSync(JSON.stringify(data)).toString("base64")
  }</script>
    <script type="module">${new Markup(script.replaceAll("</script", "<\\/script"))}</script>
    </body>
    </html>
  `.text.trim() + "\n";
}

function barHtml(sections: readonly PageSection[]): Markup {
  return markup`
    <nav class="bar" aria-label="Contents">
      <ul>
    <li><a href="#verdicts">Verdicts</a></li>
    ${sections.map(({ name }) => markup`<li><a href="#${name}">${capital(name)}</a></li>`)}
    <li><a href="#runs">Runs</a></li>
      </ul>
      <label class="quiet">Colours
    <select id="theme">
    <option value="auto">as the system</option>
    <option value="light">light</option>
    <option value="dark">dark</option>
    </select></label>
    </nav>
  `;
}

const symbols: Readonly<Record<Verdict, string>> = {
  reproduced: "●",
  partly: "◐",
  "not reproduced": "○",
  "not tested": "–",
};

/** A verdict in words, with a symbol that needs no colour. */
function badge(verdict: Verdict): Markup {
  return markup`
    <span class="badge"
      data-verdict="${verdict}"><span aria-hidden="true">${
    symbols[
      verdict
    ]
  }</span> ${verdict}</span>
  `;
}

function verdictsHtml(claims: readonly JudgedClaim[], sections: readonly PageSection[]): Markup {
  const unjudged = sections.filter(({ claims }) => claims.length === 0);
  const counts = (Object.keys(symbols) as Verdict[])
    .map((verdict) => ({ verdict, own: claims.filter((claim) => claim.verdict === verdict) }))
    .filter(({ own }) => own.length > 0);
  return markup`${
    claims.length > 0 &&
    markup`<p class="tally">${
      counts.map(({ verdict, own }) => markup`<span><b>${own.length}</b> ${badge(verdict)}</span>`)
    }</p>
<ol class="overview">${
      sections.map(({ name, claims }) =>
        claims.map(({ number, statement, verdict, data }) =>
          markup`<li><span class="number">${number}</span>
<a href="#${name}-claims">${statement}</a>
<span class="quiet">${data}</span>${badge(verdict)}</li>`
        )
      )
    }</ol>`
  }${
    unjudged.map(({ title, command }) =>
      markup`<p class="missing">Not judged yet: ${title} Run ${commandHtml(command)}</p>`
    )
  }`;
}

function sectionHtml(section: PageSection, data: PageData): Markup {
  const {
    name,
    title,
    question,
    command,
    provenance,
    missing,
    settings,
    figures,
    claims,
    discrepancies,
  } = section;
  const growingPanels = new Set(Object.values(data.growing).map(({ panel }) => panel));
  return markup`<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${title}</h2>
<p class="question">${question}</p>
${
    provenance.length > 0 &&
    markup`<ul class="provenance">${provenance.map((line) => markup`<li>${line}</li>`)}</ul>`
  }
${
    missing.length > 0 &&
    markup`<div class="missing">${missing.map((what) => markup`<p>${what}</p>`)}
<p>${commandHtml(command)} makes what is missing.</p></div>`
  }
${
    figures.map((figure) =>
      figureHtml(figure, { foot: footHtml(figure, section), growing: growingPanels })
    )
  }
    ${explorerHtml(name, data)}
${
    claims.length > 0 && markup`<div class="claims" id="${name}-claims">
<h3>What this says of the report’s claims</h3>
${claims.map(claimHtml)}
</div>`
  }
${
    discrepancies.length > 0 &&
    markup`<div class="claims"><h3>Where the report does not add up</h3>${
      discrepancies.map(({ figure, finding, computed }) =>
        markup`<article class="claim"><h4><span class="number">${figure}</span></h4>
<dl><div><dt>Found</dt><dd>${finding}</dd></div>
${
          computed !== "" && markup`<div><dt>Computed</dt><dd>${withMinus(computed)}</dd></div>`
        }</dl></article>`
      )
    }</div>`
  }
${
    settings.length > 0 && markup`
      <details class="settings">
        <summary>Settings</summary>
        <dl id="${name}-settings">${
      settings.map(([name, value]) =>
        markup`
            <div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>
          `
      )
    }</dl>
      </details>
    `
  }
</section>`;
}

/** What a figure says of claims, what made it and how to make it again. */
function footHtml(
  { name: figure }: PageFigure,
  { name, command, claims, settings }: PageSection,
): Markup {
  return markup`<p class="rerun">${
    claims.filter((claim) => claim.figure === figure).map(({ number, statement, verdict }) =>
      markup`<span><a href="#${name}-claims" title="${statement}">Claim ${number}</a> ${
        badge(verdict)
      }</span>`
    )
  }${settings.length > 0 && markup`<a href="#${name}-settings">Settings</a>`}
<span>Run it again: ${commandHtml(command)}</span></p>`;
}

function claimHtml(
  claim: JudgedClaim,
): Markup {
  const { number, statement, source, published, ours, data, verdict, report, reportValues } = claim;
  return markup`
    <article class="claim">
      <h4><span class="number">${number}</span> ${statement} ${badge(verdict)}</h4>
      <dl>
        <div>
          <dt>Published (${source})</dt>
          <dd>${withMinus(published)}</dd>
        </div>
        <div>
          <dt>Ours${data && ` (${data})`}</dt>
          <dd>${withMinus(ours) || "not run"}</dd>
        </div>
        <div>
          <dt>Reproduced where</dt>
          <dd>${criterionText(claim)}</dd>
        </div>
        <div>
          <dt>Holds in the report’s own data</dt>
          <dd>${withMinus(report + (reportValues && `: ${reportValues}`))}</dd>
        </div>
        ${
    claim.controls.length > 0 &&
    markup`<div><dt>Controls</dt><dd>${withMinus(controlsText(claim))}</dd></div>`
  }
      </dl>
    </article>
  `;
}

/** With a real minus in numbers, which a line does not break after; names stay as they are. */
function withMinus(text: string): string {
  return text.replace(/(?<=^|\W|\de)-(?=\d)/g, "−");
}

function commandHtml(command: string): Markup {
  return markup`<span class="command"><code>${command}</code><button type="button" class="copy"
data-copy="${command}">Copy</button></span>`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
