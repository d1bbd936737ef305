/** The dimensions of a Visualized BGE model, all of them read off tensor shapes but for the heads of the text encoder. */
export interface Architecture {
  readonly vision: {
    readonly width: number;
    readonly heads: number;
    readonly headWidth: number;
    readonly blocks: number;
    /** Sides in pixels of a patch and of the picture, and in patches of the picture. */
    readonly patchSize: number;
    readonly imageSize: number;
    readonly grid: number;
    readonly mlpHidden: number;
  };
  readonly text: {
    readonly width: number;
    readonly heads: number;
    readonly headWidth: number;
    readonly layers: number;
    readonly intermediate: number;
    readonly positions: number;
    readonly tokenTypes: number;
    readonly vocabulary: number;
  };
}
