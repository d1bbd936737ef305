/** Instructions to try, in the language of the models, whatever the page speaks. */
export const SUGGESTED = {
  composed: ['phone case with this image theme', 'as a mug', 'but in red', 'the same pattern on a backpack'],
  text: ['a blue floral umbrella', 'a leopard phone case', 'a red striped mug', 'cushion with lemons'],
} as const;
