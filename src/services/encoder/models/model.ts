/** What computing one row needs to know of a model. */
export interface ModelDimensions {
  /** Name of the family that computes with them. */
  readonly family: string;
  readonly pixelMean: readonly [number, number, number];
  readonly pixelStd: readonly [number, number, number];
  /** Side of the crop in pixels. */
  readonly imageSize: number;
  /** Image tokens. */
  readonly patches: number;
  /** Channels of an embedding. */
  readonly width: number;
}

/** The graphs of a model by name; their weights are byte ranges of the checkpoint. */
export interface ModelGraphs {
  readonly graphs: Readonly<Record<string, Uint8Array>>;
  /** Folder that the graphs' weight locations are relative to. */
  readonly weightsFolder: string;
}
