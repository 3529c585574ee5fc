import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleSet } from './engine.ts';
import { policyFolder, readRuleSet } from './folder.ts';
import { coversAction, type Rule } from './rules.ts';

/** What a file of rules says of itself: its first comment. */
function heading(file: string): string {
  const line = readFileSync(join(policyFolder, file), 'utf8').split('\n')[0] ?? '';
  return line.startsWith('//') ? line.slice(2).trim() : file;
}

function actsOf(rule: Rule, set: RuleSet): string {
  const all = [...set.schema.actions.keys()];
  const some = all.filter((action) => coversAction(rule, action, set.schema));
  if (some.length === all.length) return 'everything';
  const rest = all.filter((action) => !some.includes(action));
  const list = (acts: readonly string[]): string => acts.map((act) => `\`${act}\``).join(', ');
  return rest.length < 6 ? `everything but ${list(rest)}` : list(some);
}

function section(rule: Rule, set: RuleSet): string {
  const lines = [
    `### ${rule.id}`,
    '',
    `${rule.effect === 'permit' ? 'Permits' : 'Forbids'}. Source: ${rule.source}. Acts: ${actsOf(rule, set)}.`,
    '',
    `- **en** ${rule.en}${rule.cure === undefined ? '' : ` *${rule.cure.en}*`}`,
    `- **es** ${rule.es}${rule.cure === undefined ? '' : ` *${rule.cure.es}*`}`,
    '',
    '```cedar',
    rule.text.slice(rule.text.search(/^(?:permit|forbid)\b/m)),
    '```',
  ];
  return lines.join('\n');
}

/** docs/rules.md: every rule with its source, its texts in both languages and how to cure a refusal, and its statement. */
export function rulesDocument(): string {
  const set = readRuleSet(policyFolder);
  try {
    const files = [...new Set(set.rules.map(({ file }) => file))];
    const parts = files.flatMap((file) => [
      `## ${file}\n\n${heading(file)}`,
      ...set.rules.filter((rule) => rule.file === file).map((rule) => section(rule, set)),
    ]);
    const permits = set.rules.filter(({ effect }) => effect === 'permit').length;
    const introduction = [
      '# Rules',
      '',
      'Made by `npm run docs` from `policies/`; do not edit.',
      '',
      'A request is permitted where at least one rule permits it and none forbids it. Where a rule cannot answer, the request is refused.',
      `There are ${permits} rules that permit and ${set.rules.length - permits} that forbid, over ${set.schema.actions.size} acts.`,
      'What a refusal asks for stands in italics. The domain checks the order of steps, and the separation of duties once more, on its own.',
    ];
    return `${[introduction.join('\n'), ...parts].join('\n\n')}\n`;
  } finally {
    set.close();
  }
}
