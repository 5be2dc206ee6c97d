const number = /(?<![\w.,]|\w-)[-−]?\d+(?:\.\d+)?(?:e[+\-−]?\d+)?(?![\w]|[.,]\d)/g;

/**
 * Text with its numbers as they are printed: a real minus, thousands apart, and powers of ten where
 * a number is not from 0.001 to 100,000 ("2.9 × 10⁻⁵" for "2.9e-5", "3,100" for "3.1e+3"). A range
 * of one value is that value. Names and versions stay as they are.
 */
export function typeset(text: string): string {
  return text.replace(number, (digits) => {
    const [mantissa, exponent] = digits.replaceAll("−", "-").split("e");
    const power = Number(exponent ?? 0);
    if (exponent === undefined || power >= -3 && power < 5) {
      const value = Number(`${mantissa}e${power}`);
      const isLong = exponent !== undefined || /^-?\d{5,}$/.test(mantissa);
      return signed(
        isLong ? value.toLocaleString("en", { maximumSignificantDigits: 15 }) : mantissa,
      );
    }
    const factor = Number(mantissa) === 1 ? "" : `${signed(mantissa)}\u00a0×\u00a0`;
    return `${factor}10${[...String(power)].map((digit) => superscripts[digit]).join("")}`;
  }).replaceAll("Infinity", "∞").replaceAll(/(\S+) \(\1 to \1\)/g, "$1");
}

function signed(text: string): string {
  return text.replace("-", "−");
}

const superscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((digit, index) => [index, digit])),
  "-": "⁻",
};
