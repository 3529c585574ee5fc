import type { CheckOfCase } from '../../src/authorise/clearance/case-of-log.ts';

/**
 * The check of a case in a search, where documents are known by agreement and version, by sortie and call sign, and persons by what they did: each different
 * case is judged once, by the real check. The names in the reasons are those of the first that was judged; what a search looks at is whether there are any.
 */
export function rememberedByCase(check: CheckOfCase): CheckOfCase {
  const answers = new Map<string, ReturnType<CheckOfCase>>();
  return (file, sha256) => {
    const names = new Map<string, string>();
    const key = JSON.stringify({
      ...file,
      plan: [file.plan.id, file.plan.callSign, file.plan.requirements, file.plan.agreement],
      agreements: file.agreements.map(({ document, ...rest }) => [document.version, rest]),
      clearedVolumes: file.clearedVolumes.map(({ sortie, route }) => [sortie, route.legs[0]?.band]),
    }).replaceAll(/"p\d"/g, (name) => {
      const known = names.get(name) ?? `"#${names.size}"`;
      names.set(name, known);
      return known;
    });
    const answer = answers.get(key) ?? check(file, sha256);
    answers.set(key, answer);
    return answer;
  };
}
