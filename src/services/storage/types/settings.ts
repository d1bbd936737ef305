/**
 * `signing_secret`: hexadecimal. `deployment_id`: a UUID that database, objects and index carry.
 * `model_switch`: what is known of a switch of models. `encoder-probes …`: what an inference service gave for its probes, by the identity that it goes by.
 * `unclean …`: the mark of a process that puts objects, and has not come to a clean end.
 */
export type SettingName =
  'signing_secret' | 'deployment_id' | 'model_switch' | `unclean ${string}` | `encoder-probes ${string}`;

/** What a deployment keeps of itself. */
export interface Settings {
  get(name: SettingName): Promise<string | undefined>;
  /** Sets what was never set. @returns what is kept from now on: of two servers that start at a time, both get the same */
  setOnce(name: SettingName, value: string): Promise<string>;
  /** Sets it, whatever was there before. */
  replace(name: SettingName, value: string): Promise<void>;
  /** Those whose names begin so, in no particular order. */
  list(prefix: string): Promise<{ readonly name: SettingName; readonly value: string }[]>;
  /** One that is not there is no error. */
  remove(name: SettingName): Promise<void>;
}
