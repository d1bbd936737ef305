// Copies what lies beside the code and is no code (a vocabulary, a schema, pictures, their licences) to where the compiled code looks for it.
import { cp } from 'node:fs/promises';

await cp('src', 'dist', { recursive: true, filter: (source) => !/\.c?ts$/.test(source) });
