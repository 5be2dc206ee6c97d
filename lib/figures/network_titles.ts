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

/** An activation's title: "ReLU". */
export function activationTitle(activation: string): string {
  return activationTitles[activation] ?? activation;
}

/** A plain network's title: "ReLU, Glorot uniform". */
export function networkTitle(
  { activation, initializer }: { activation: string; initializer: string },
): string {
  return `${activationTitle(activation)}, ${initializerTitles[initializer] ?? initializer}`;
}
