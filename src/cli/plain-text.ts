/** Control characters in names from elsewhere would steer the terminal. */
export const plainText = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
