/** Whether the text is now in the clipboard: without https the browser has none for pages, and a person may refuse it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await (navigator.clipboard as Clipboard | undefined)?.writeText(text);
    return navigator.clipboard !== undefined;
  } catch {
    return false;
  }
}
