/** Name of a colour. */
export type ColourName =
  | "blue"
  | "orange"
  | "navy"
  | "grey"
  | "sky"
  | "silver"
  | "green"
  | "look0"
  | "look1"
  | "look2"
  | "look3"
  | "look4"
  | "label"
  | "grid"
  | "ink";

/** Colours of figures: on white, and lighter ones on a dark screen. */
export const colours = {
  // The first two are the report's (matplotlib's first two colours).
  blue: { light: "#1f77b4", dark: "#5aa9e6" },
  orange: { light: "#ff7f0e", dark: "#ff9d45" },
  navy: { light: "#00008b", dark: "#8fa8ff" },
  grey: { light: "#555555", dark: "#a3abb5" },
  sky: { light: "#9ecae1", dark: "#4f7fa3" },
  silver: { light: "#8b949e", dark: "#8e99a8" },
  green: { light: "#0f6e57", dark: "#5fd0b0" },
  // Epochs from before training to the end.
  look0: { light: "#b9c2cc", dark: "#5a6673" },
  look1: { light: "#93b7d3", dark: "#4f7fa3" },
  look2: { light: "#5d9cc9", dark: "#4f9bd3" },
  look3: { light: "#2f7ab0", dark: "#74bcf0" },
  look4: { light: "#0b4f85", dark: "#c4e4ff" },
  // Of a page around its figures.
  label: { light: "#59636e", dark: "#9aa5b1" },
  grid: { light: "#e3e6ea", dark: "#2b3138" },
  ink: { light: "#16181d", dark: "#f2f4f7" },
} as const satisfies Readonly<Record<ColourName, { light: string; dark: string }>>;

/** A colour in a specification, by the signal of that name. */
export function colour(name: ColourName): { expr: ColourName } {
  return { expr: name };
}

/** The signals of all colours as Vega-Lite parameters. */
export const colourParams = Object.entries(colours).map(([name, { light }]) => (
  { name, value: light }
));

/** Blue over light grey to red: nine stops of the report's "coolwarm". */
export const coolwarm = [
  "#3b4cc0",
  "#6282ea",
  "#8db0fe",
  "#b8d0f9",
  "#dddddd",
  "#f5c4ad",
  "#f49a7b",
  "#de604d",
  "#b40426",
] as const;
