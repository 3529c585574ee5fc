export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&([^;\s]*;?)/g, (whole, body: string) => {
    const number = /^#(\d+);$/.exec(body)?.[1];
    if (number !== undefined) return String.fromCodePoint(Number(number));
    const entity = body.endsWith(';') ? entities[body.slice(0, -1)] : undefined;
    if (entity === undefined) throw new Error(`${whole} is no reference`);
    return entity;
  });
}

/**
 * Reads the XML that is written here and refuses what is not well formed: unmatched tags, bare ampersands, attributes named twice,
 * characters that XML 1.0 does not have. Knows neither document types nor CDATA.
 */
export function readXml(source: string): XmlElement {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  const foreign = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(source);
  if (foreign !== null) throw new Error(`a character that XML lacks at ${foreign.index}`);
  if (!source.isWellFormed()) throw new Error('a lone surrogate');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlElement[] = [root];
  const body = source.replace(/^<\?xml[^?]*\?>/, '');
  const token = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
  for (const [, closing, name = '', attributes = '', empty, text, stray] of body.matchAll(token)) {
    const top = open.at(-1)!;
    if (stray !== undefined) throw new Error(`a stray < in ${top.name}`);
    if (text !== undefined) {
      top.text += plain(text);
      continue;
    }
    if (closing === '/') {
      if (top.name !== name) throw new Error(`${name} closes ${top.name}`);
      open.pop();
      continue;
    }
    const values: Record<string, string> = {};
    for (const [, key = '', value = ''] of attributes.matchAll(/([\w:.-]+)="([^"<]*)"/g)) {
      if (key in values) throw new Error(`${key} stands twice in ${name}`);
      values[key] = plain(value);
    }
    const element: XmlElement = { name, attributes: values, children: [], text: '' };
    top.children.push(element);
    if (empty !== '/') open.push(element);
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)!.name} is not closed`);
  if (root.children.length !== 1 || root.text.trim() !== '') throw new Error('there is not one root');
  return root.children[0]!;
}

/** All elements of a name, at any depth, in document order. */
export function elementsNamed(root: XmlElement, name: string): XmlElement[] {
  return root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsNamed(child, name)]);
}
