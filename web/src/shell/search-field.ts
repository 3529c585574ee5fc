const SEARCH_ID = 'metadata-search';

/** Id of the field that slash puts the cursor into. */
export const searchId = (): string => SEARCH_ID;

export function findSearch(): HTMLElement | null {
  return document.getElementById(SEARCH_ID);
}
