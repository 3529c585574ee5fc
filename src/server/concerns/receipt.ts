import { hash } from 'node:crypto';

/** No letters that are taken for one another (Crockford's base 32). */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const receiptLetters = 28;
const groupLetters = 4;
const concernLetters = 32;

/** A receipt: 140 random bits in seven groups, for writing down. It is told once and kept nowhere. */
export function newReceipt(random: (count: number) => Uint8Array): string {
  // 32 letters divide 256, so that each is as likely as the other.
  const text = [...random(receiptLetters)].map((byte) => letters[byte % letters.length]).join('');
  return (text.match(new RegExp(`.{${groupLetters}}`, 'g')) ?? []).join('-');
}

/**
 * The id of the concern that a receipt is for. It does not lead back, and cannot be guessed: who knows the id of a concern, as its inspectors do, has no receipt. However
 * the receipt is written, it is the same.
 */
export function concernOf(receipt: string): string {
  const plain = receipt
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return hash('sha256', `atalaya concern of a receipt\0${plain}`, 'hex').slice(0, concernLetters);
}
