import { en } from './en.ts';
import type { MessageKey, Words } from './index.ts';

type KnownRole = MessageKey extends infer K ? (K extends `role.${infer Name}` ? Name : never) : never;
const isRole = (text: string): text is KnownRole => Object.hasOwn(en, `role.${text}`);

/** An office of the chain in words; one that has none, as the log writes it. */
export const roleText = (role: string, t: Words): string => (isRole(role) ? t(`role.${role}`) : role);
