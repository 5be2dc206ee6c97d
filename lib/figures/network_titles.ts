/** What figures call activation functions and initializers, by their names in frames. */
export const activationTitles: Readonly<Record<string, string>> = {
  relu: "ReLU",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  linear: "Linear",
};
export const initializerTitles: Readonly<Record<string, string>> = {
  "glorot-uniform": "Glorot uniform",
  "he-normal": "He normal",
};
