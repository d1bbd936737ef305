/** Something that a client should know, though its request was answered. */
export interface Warning {
  readonly code: 'LANGUAGE_NOT_SUPPORTED' | 'SEARCH_NOT_KEPT';
  readonly message: string;
}

export const SEARCH_NOT_KEPT: Warning = {
  code: 'SEARCH_NOT_KEPT',
  message:
    'The search was answered but could not be kept: its id is good for a while only. The server has no room left; tell its operator.',
};
