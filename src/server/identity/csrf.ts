import { AtalayaError } from '../../model/errors.ts';
import { ownHeader } from '../door/sessions.ts';

/** What a request says of where it comes from. */
export interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

function refused(what: string, where: string): AtalayaError {
  return new AtalayaError('request-refused', what, where, 'Use the page of this service');
}

/**
 * Refuses what another site had the browser send: a session may be used to change something only by our own page. Both kinds of evidence are needed, the
 * header and where the browser says that the request comes from. Errors: `request-refused`.
 */
export function checkCsrf({ method, headers }: Asked, origin: string): void {
  if (method === 'GET' || method === 'HEAD') return;
  if (headers[ownHeader] !== '1') throw refused('The request lacks the header of our own page', ownHeader);
  const site = headers['sec-fetch-site'];
  const from = headers['origin'];
  if (from === undefined && site === undefined) throw refused('The request does not say where it comes from', 'Origin');
  if (from !== undefined && from !== origin) throw refused('The request comes from another site', 'Origin');
  if (site !== undefined && site !== 'same-origin')
    throw refused('The request comes from another site', 'Sec-Fetch-Site');
}
