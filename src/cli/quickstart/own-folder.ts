/** A quickstart fills a folder of this machine, whatever deployment the environment names. By environment name; nothing wins over them. */
export const OWN_FOLDER = { DATABASE_URL: '', OBJECT_STORE: '' };
