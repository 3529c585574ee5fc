import { hash } from 'node:crypto';
import { nonceBytes, seal, unseal } from '../../store/memory/sealing.ts';

/** No letters that are taken for one another (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const receiptLetters = 28;
const groupLetters = 4;
const tag = Buffer.from('atalaya answer 1');

/** A receipt: 140 random bits in seven groups, for writing down. It is told once and kept nowhere. */
export function newReceipt(random: (count: number) => Uint8Array): string {
  // 32 letters divide 256, so that each is as likely as the other.
  const text = [...random(receiptLetters)].map((byte) => letters[byte % letters.length]).join('');
  return (text.match(new RegExp(`.{${groupLetters}}`, 'g')) ?? []).join('-');
}

/** The key that a receipt leads to, in hexadecimal; it does not lead back. However the receipt is written, it is the same. */
export function answerKeyOf(receipt: string): string {
  const plain = receipt
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return hash('sha256', `atalaya answer key\0${plain}`, 'hex');
}

/** An answer sealed for whoever has the receipt. */
export function sealAnswer(answerKey: string, text: string, random: (count: number) => Uint8Array): Uint8Array {
  const nonce = random(nonceBytes);
  return Buffer.concat([nonce, seal(Buffer.from(answerKey, 'hex'), nonce, tag, [Buffer.from(text)])]);
}

/** The answer, if it is for this receipt: all answers are given to everybody, who try each, so that asking tells nothing. */
export function openAnswer(receipt: string, sealed: Uint8Array): string | undefined {
  const key = Buffer.from(answerKeyOf(receipt), 'hex');
  const opened = unseal(key, sealed.subarray(0, nonceBytes), tag, sealed.subarray(nonceBytes));
  return opened === undefined ? undefined : new TextDecoder().decode(opened);
}
