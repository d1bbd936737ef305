/** The data of the Milvus tutorial "Multimodal RAG with Milvus" (milvus.io/docs/multimodal_rag_with_milvus.md). */
export const TUTORIAL = {
  model: 'visualized-bge-base-en-v1.5',
  archive: {
    name: 'amazon_reviews_2023_subset.tar.gz',
    source: { repository: 'milvus-io/bootcamp', revision: 'data', path: 'amazon_reviews_2023_subset.tar.gz' },
  },
  /** Generous bounds of what it unpacks to: about 900 pictures of some 40 kB. */
  limits: { files: 5_000, bytes: 1024 ** 3 },
  /** In the archive. */
  pictures: 'images_folder/images',
  queryPicture: 'images_folder/leopard.jpg',
  instruction: 'phone case with this image theme',
  /** The hits that the tutorial prints, in its order. */
  hits: [
    '518Gj1WQ-RL._AC_.jpg',
    '41n00AOfWhL._AC_.jpg',
    '51Wqge9HySL._AC_.jpg',
    '51R2SZiywnL._AC_.jpg',
    '516PebbMAcL._AC_.jpg',
    '51RrgfYKUfL._AC_.jpg',
    '515DzQVKKwL._AC_.jpg',
    '51BsgVw6RhL._AC_.jpg',
    '51INtcXu9FL._AC_.jpg',
  ],
} as const;
