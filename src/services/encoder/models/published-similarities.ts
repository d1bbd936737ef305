import { fileURLToPath } from 'node:url';

/** A picture (the absolute path of a file that comes with Leopard), a text, or both. */
export interface ExpectationInput {
  readonly image?: string;
  readonly text?: string;
}

/** Similarities of one query to some candidates, as the model's authors published them. */
export interface Expectation {
  readonly title: string;
  readonly query: ExpectationInput;
  readonly candidates: readonly (ExpectationInput & { readonly published: number })[];
}

/** Published with four decimals; the last one depends on the device. */
export const SIMILARITY_TOLERANCE = 1e-3;

const picture = (name: string) => fileURLToPath(new URL(`verify-pictures/${name}`, import.meta.url));

/** Pictures of the authors' example: of both families the same. */
export const VERIFY_PICTURES = {
  query: picture('cir_query.png'),
  candidate1: picture('cir_candi_1.png'),
  candidate2: picture('cir_candi_2.png'),
} as const;

/** README of research/visual_bge in FlagEmbedding, "Generate Embedding"; `reference` preprocessing. */
export const BASE_EXPECTATIONS: readonly Expectation[] = [
  {
    title: 'composed image search',
    query: {
      image: picture('cir_query.png'),
      text: 'Make the background dark, as if the camera has taken the photo at night',
    },
    candidates: [
      { image: picture('cir_candi_1.png'), published: 0.875 },
      { image: picture('cir_candi_2.png'), published: 0.7816 },
    ],
  },
  {
    title: 'knowledge search',
    query: { text: 'Are there sidewalks on both sides of the Mid-Hudson Bridge?' },
    candidates: [
      {
        image: picture('wiki_candi_1.jpg'),
        text: 'The Mid-Hudson Bridge, spanning the Hudson River between Poughkeepsie and Highland.',
        published: 0.6932,
      },
      { image: picture('wiki_candi_2.jpg'), text: 'Golden_Gate_Bridge', published: 0.4441 },
      {
        text:
          'The Mid-Hudson Bridge was designated as a New York State Historic Civil Engineering Landmark by the American ' +
          'Society of Civil Engineers in 1983. The bridge was renamed the "Franklin Delano Roosevelt Mid-Hudson Bridge" in 1994.',
        published: 0.6415,
      },
    ],
  },
];

/** The same page, for the multilingual model. */
export const M3_EXPECTATIONS: readonly Expectation[] = [
  {
    title: 'composed image search, instruction in Chinese',
    query: { image: picture('cir_query.png'), text: '一匹马牵着这辆车' },
    candidates: [
      { image: picture('cir_candi_1.png'), published: 0.7026 },
      { image: picture('cir_candi_2.png'), published: 0.8075 },
    ],
  },
];
