import { controlsText, criterionText } from "../report/claims_table.ts";
import { type Markup, markup } from "../report/markup.ts";
import type { Discrepancy } from "../sections/section.ts";
import type { JudgedClaim } from "../sections/verdict.ts";
import { badge, commandHtml, definitions } from "./elements.ts";
import { explorerHtml } from "./explorer_html.ts";
import { figureHtml } from "./figure_html.ts";
import type { PageData, PageFigure, PageSection } from "./model.ts";
import { typeset } from "./typeset.ts";

/** A section: what it was made from, its figures, and what they say of the report. */
export function sectionHtml(section: PageSection, data: PageData): Markup {
  const { name, title, question, command, provenance, missing, settings, figures } = section;
  const { claims, discrepancies } = section;
  const growing = new Set(Object.values(data.growing).map(({ panel }) => panel));
  return markup`<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${title}</h2>
<p class="question">${question}</p>
<ul class="provenance">${provenance.map((line) => markup`<li>${line}</li>`)}</ul>
${
    missing.length > 0 &&
    markup`<div class="missing">${missing.map((what) => markup`<p>${what}</p>`)}
<p>${commandHtml(command)} makes what is missing.</p></div>`
  }
${figures.map((figure) => figureHtml(figure, { foot: footHtml(figure, section), growing }))}
${explorerHtml(name, data)}
${
    claims.length > 0 && markup`<div class="claims" id="${name}-claims">
<h3>What this says of the report’s claims</h3>
${claims.toSorted((a, b) => a.number - b.number).map(claimHtml)}
</div>`
  }
${
    discrepancies.length > 0 && markup`<div class="claims">
<h3>Where the report does not add up</h3>
${discrepancies.map(discrepancyHtml)}
</div>`
  }
${
    settings.length > 0 && markup`<details class="settings">
<summary>Settings</summary>
<div id="${name}-settings">${definitions(settings)}</div>
</details>`
  }
</section>`;
}

/** The verdicts that a figure shows, its settings, and the command that makes it anew. */
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
<span class="save">Save as ${
    ["CSV", "SVG", "PNG"].map((kind) =>
      markup`<button type="button" data-save="${kind.toLowerCase()}">${kind}</button> `
    )
  }</span>
<span>Run it again: ${commandHtml(command)}</span></p>`;
}

function claimHtml(claim: JudgedClaim): Markup {
  const { number, statement, source, published, ours, data, verdict, report, reportValues } = claim;
  return markup`<article class="claim">
<h4><span class="number">${number}</span> ${statement} ${badge(verdict)}</h4>
${
    definitions([
      [`Published (${source})`, typeset(published)],
      [`Ours${data && ` (${data})`}`, typeset(ours) || "not measured"],
      ["Reproduced where", typeset(criterionText(claim))],
      [
        "Holds in the report’s own data",
        typeset([report, reportValues].filter(Boolean).join(": ")),
      ],
      ["Controls", typeset(controlsText(claim))],
    ])
  }
</article>`;
}

function discrepancyHtml({ figure, finding, computed }: Discrepancy): Markup {
  return markup`<article class="claim">
<h4><span class="number">${figure}</span></h4>
${definitions([["Found", typeset(finding)], ["Computed", typeset(computed)]])}
</article>`;
}
