import { Field, FixedSizeList, Float32, Float64, List, Schema, Utf8 } from 'apache-arrow';
import { type CollectionProperties, encodeProperties } from '../identity.js';

/** Lance's own mark: rows with one key are never duplicated by merges that run at the same time. */
const PRIMARY_KEY = new Map([['lance-schema:unenforced-primary-key', 'true']]);

/** The columns of a collection; its properties travel as schema metadata. */
export function tableSchema(properties: CollectionProperties): Schema {
  const texts = () => new List(new Field('item', new Utf8(), true));
  return new Schema(
    [
      new Field('id', new Utf8(), false, PRIMARY_KEY),
      new Field('vector', new FixedSizeList(properties.dimension, new Field('item', new Float32(), true)), false),
      new Field('revision', new Utf8(), false),
      new Field('labels', texts(), false),
      // Two lists of one length: keys and numbers. LanceDB's filters cannot look into JSON.
      new Field('number_keys', texts(), false),
      new Field('numbers', new List(new Field('item', new Float64(), true)), false),
    ],
    new Map(Object.entries(encodeProperties(properties))),
  );
}
