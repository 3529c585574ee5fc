import { parseSync } from 'vite';

/** A source with one thing spoilt. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly text: string;
}

/** A node of the tree (ESTree), with its place in the text. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Edit {
  readonly what: string;
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

const isRecord = (it: unknown): it is Readonly<Record<string, unknown>> =>
  typeof it === 'object' && it !== null && !Array.isArray(it);
const isNode = (it: unknown): it is Node =>
  isRecord(it) && typeof it['type'] === 'string' && typeof it['start'] === 'number' && typeof it['end'] === 'number';
const nodesOf = (it: unknown): readonly Node[] => (Array.isArray(it) ? it.filter(isNode) : isNode(it) ? [it] : []);
const nameOf = (it: unknown): string => (isNode(it) ? String(it['name'] ?? it['value'] ?? '') : '');

const neighbours: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
};
const rowMakers = new Set(['row', 'rowA', 'rowG', 'rowAG']);
const truths = new Set(['some', 'every', 'includes', 'has']);
/** What only makes the words of a reason: tested by itself, decides nothing. */
const words = new Set(['found', 'allowed', 'hoursSaid', 'lostLinkSaid', 'said', 'who', 'name', 'left', 'known', 'own']);

function callEdits(node: Node, of: (it: Node) => string): Edit[] {
  const { start, end } = node;
  const callee = isNode(node['callee']) ? node['callee'] : undefined;
  const given = nodesOf(node['arguments']);
  const edit = (what: string, put: string): Edit => ({ what, start, end, put });
  if (callee === undefined) return [];
  if (callee.type === 'Identifier') {
    const name = nameOf(callee);
    const [first, second] = given;
    if (rowMakers.has(name) && second !== undefined) {
      return [{ what: `${of(first!)} finds nothing`, start: second.start, end: second.end, put: '() => []' }];
    }
    if (name === 'where' && first !== undefined) {
      return [`!(${of(first)})`, 'true', 'false'].map((put) => ({
        what: `where ${put}`,
        start: first.start,
        end: first.end,
        put,
      }));
    }
    return [];
  }
  const method = nameOf(callee['property']);
  const object = isNode(callee['object']) ? of(callee['object']) : '';
  const [first] = given;
  if (truths.has(method)) {
    const other = { some: 'every', every: 'some' }[method];
    const swapped =
      other === undefined || first === undefined
        ? []
        : [edit(`${method} to ${other}`, `${object}.${other}(${of(first)})`)];
    return [
      edit(`not ${method}`, `!(${of(node)})`),
      edit(`${method} is true`, 'true'),
      edit(`${method} is false`, 'false'),
      ...swapped,
    ];
  }
  if (method === 'filter') return [edit('filter dropped', object), edit('filter keeps none', '[]')];
  if (method === 'toSorted') return [edit('sort dropped', object)];
  if (method === 'find' && first !== undefined)
    return [edit('finds the first', `${object}[0]`), edit('finds none', 'undefined')];
  if (object === 'Math' && (method === 'min' || method === 'max')) {
    const other = method === 'min' ? 'max' : 'min';
    return [edit(`${method} to ${other}`, `Math.${other}(${given.map(of).join(', ')})`)];
  }
  if (object === 'Math' && first !== undefined) return [edit(`${method} dropped`, `(${of(first)})`)];
  return [];
}

/** Everything that can be spoilt at one node. */
function editsAt(node: Node, of: (it: Node) => string): Edit[] {
  const { start, end } = node;
  const edit = (what: string, put: string): Edit => ({ what, start, end, put });
  const child = (key: string): string => {
    const it = node[key];
    return isNode(it) ? of(it) : '';
  };
  switch (node.type) {
    case 'BinaryExpression': {
      const operator = String(node['operator']);
      return (neighbours[operator] ?? []).map((to) =>
        edit(`${operator} to ${to}`, `(${child('left')} ${to} ${child('right')})`),
      );
    }
    case 'LogicalExpression': {
      const operator = String(node['operator']);
      const sides = [
        edit(`left of ${operator} alone`, `(${child('left')})`),
        edit(`right of ${operator} alone`, `(${child('right')})`),
      ];
      const other = { '&&': '||', '||': '&&' }[operator];
      return other === undefined
        ? sides
        : [...sides, edit(`${operator} to ${other}`, `((${child('left')}) ${other} (${child('right')}))`)];
    }
    case 'UnaryExpression':
      return node['operator'] === '!' ? [edit('! dropped', `(${child('argument')})`)] : [];
    case 'ConditionalExpression':
      return [
        edit('always the first', `(${child('consequent')})`),
        edit('always the second', `(${child('alternate')})`),
      ];
    case 'IfStatement': {
      const test = nodesOf(node['test'])[0]!;
      return ['true', 'false'].map((put) => ({ what: `if ${put}`, start: test.start, end: test.end, put }));
    }
    case 'SpreadElement':
      return [edit('left out', '')];
    case 'CallExpression':
      return callEdits(node, of);
    case 'Literal':
      return literalEdits(node, edit);
    default:
      return [];
  }
}

function literalEdits({ value }: Node, edit: (what: string, put: string) => Edit): Edit[] {
  if (typeof value === 'number') return [value - 1, value + 1].map((to) => edit(`${value} to ${to}`, `(${to})`));
  if (typeof value === 'boolean') return [edit(`${value} to ${!value}`, String(!value))];
  return [];
}

/** Places in the tree that carry no logic: types, imports, texts, and what makes the words of a reason. */
function isIdle(node: Node): boolean {
  if (node.type.startsWith('TS') && node.type !== 'TSAsExpression') return true;
  if (node.type === 'ImportDeclaration' || node.type === 'TemplateLiteral') return true;
  if (node.type === 'Property') return words.has(nameOf(node['key']));
  return node.type === 'VariableDeclarator' && words.has(nameOf(node['id']));
}

function* editsIn(node: Node, of: (it: Node) => string): Generator<Edit> {
  if (isIdle(node)) return;
  for (const edit of editsAt(node, of)) yield edit;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'property' && node['computed'] !== true) continue;
    for (const child of nodesOf(value)) yield* editsIn(child, of);
  }
}

/** Every source that differs from this one in one place. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const { program, errors } = parseSync(file, text, {});
  if (errors.length > 0 || !isNode(program)) throw new SyntaxError(`${file}: ${errors[0]?.message ?? 'no program'}`);
  const of = (node: Node): string => text.slice(node.start, node.end);
  const seen = new Set<string>();
  return [...editsIn(program, of)].flatMap(({ what, start, end, put }) => {
    // A dropped item of a list takes its comma along.
    const after = put === '' ? /^\s*,?/.exec(text.slice(end))![0].length : 0;
    const changed = text.slice(0, start) + put + text.slice(end + after);
    if (seen.has(changed)) return [];
    seen.add(changed);
    return [{ file, line: text.slice(0, start).split('\n').length, what, text: changed }];
  });
}
