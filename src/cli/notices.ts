/** Tells the person at the terminal what a command would otherwise log; standard output stays for the result. */
export const tell = (notice: string): void => void process.stderr.write(`${notice}\n`);
