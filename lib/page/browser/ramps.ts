import { coolwarm } from "../../figures/colours.ts";

/** Colour scales of heat maps by name; cividis looks the same to all eyes. */
export const ramps: Readonly<Record<string, readonly string[]>> = {
  coolwarm,
  cividis: [
    "#00224e",
    "#123570",
    "#3b496c",
    "#575d6d",
    "#707173",
    "#8a8678",
    "#a59c74",
    "#c3b369",
    "#fee838",
  ],
};

/** The colour of a place from 0 to 1 on a scale, as red, green and blue bytes. */
export function rampColour(name: string, place: number): [number, number, number] {
  const ramp = ramps[name];
  const at = Math.max(0, Math.min(1, place)) * (ramp.length - 1);
  const index = Math.min(Math.floor(at), ramp.length - 2);
  const [from, to] = [ramp[index], ramp[index + 1]];
  return [1, 3, 5].map((start) => {
    const [a, b] = [from, to].map((colour) => parseInt(colour.slice(start, start + 2), 16));
    return Math.round(a + (b - a) * (at - index));
  }) as [number, number, number];
}
