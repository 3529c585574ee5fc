import { readFile } from 'node:fs/promises';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Whether a system error says that nothing stands under a name, in a folder that is there or not. */
export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** As `isAbsent`, or that the way to the name leads through what is no folder. */
export const isNowhere = (error: unknown): boolean => isAbsent(error) || codeOf(error) === 'ENOTDIR';

/** A file's bytes; undefined where `absent` says of the error that there is no such file. Every other error is thrown. */
export function readIfThere(path: string, absent = isAbsent): Promise<Buffer | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (absent(error)) return undefined;
    throw error;
  });
}

/** As `readIfThere`, as UTF-8. */
export async function readTextIfThere(path: string, absent = isAbsent): Promise<string | undefined> {
  return (await readIfThere(path, absent))?.toString('utf8');
}
