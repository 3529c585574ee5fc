import { readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { anonymousPath } from '../src/server/concerns/routes.ts';

/** Everything that could tell of a person who raised a concern, as they send it. */
export const planted = {
  address: '127.77.31.9',
  agent: 'PlantedAgent/7.31',
  cookie: 'planted-cookie-9f2c7a31',
  session: 'PlantedSession_'.padEnd(43, 'q'),
  language: 'xx-Planted',
};

/** Sends as a browser of theirs would. */
export function send(
  port: number,
  method: string,
  body?: object,
  rest = '',
): Promise<{ status: number; headers: object; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'user-agent': planted.agent,
      cookie: `planted=${planted.cookie}; atalaya=${planted.session}`,
      'accept-language': planted.language,
      'x-forwarded-for': planted.address,
      'x-atalaya': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const options = {
      host: '127.0.0.1',
      port,
      path: `${anonymousPath}${rest}`,
      method,
      headers,
      localAddress: planted.address,
      agent: false,
    };
    const asked = httpRequest(options, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Every file and folder below a folder, and itself. */
export function filesOf(root: string): readonly string[] {
  return ['.', ...readdirSync(root, { recursive: true, encoding: 'utf8' })].map((name) => join(root, name));
}
