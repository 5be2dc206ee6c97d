const activationTitles: Readonly<Record<string, string>> = {
  relu: "ReLU",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  linear: "Linear",
};
const initializerTitles: Readonly<Record<string, string>> = {
  "glorot-uniform": "Glorot uniform",
  "he-normal": "He normal",
  "random-normal": "normal of deviation 0.05",
};

/** What a plain network is called by its activation and initializer: "ReLU, Glorot uniform". */
export function networkTitle(
  { activation, initializer }: { activation: string; initializer: string },
): string {
  const titles = [activationTitles[activation], initializerTitles[initializer]];
  return `${titles[0] ?? activation}, ${titles[1] ?? initializer}`;
}
