import { Button, HTMLSelect } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { actAs, signIn, signOut, useWho } from '../state/who.ts';
import { Tip } from './tip.tsx';

/** Who acts here; in an exercise, the choice of it. Nothing where the service knows no persons. */
export function WhoChooser() {
  const t = useWords();
  const who = useWho((value) => value.who);
  const players = useWho((value) => value.players);
  const trouble = useWho((value) => (value.who === null ? null : value.trouble));
  if (who === null) return null;
  const { session } = who;
  const you =
    session === null
      ? t('who.nobody')
      : t('who.you', { role: roleText(session.office.role, t), state: session.office.state });
  const choices = players.flatMap(({ person, offices }) => offices.map((office) => ({ person, office })));
  const here = choices.findIndex(
    ({ person, office }) =>
      person === session?.person && office.role === session.office.role && office.agency === session.office.agency,
  );
  return (
    <>
      <span className="at-status-part">{you}</span>
      {trouble !== null && (
        <span className="at-status-part at-lost" role="alert">
          {trouble.problem.detail || trouble.problem.title}
        </span>
      )}
      {who.signInBy === 'chooser' ? (
        <Tip says={t('who.chooseHint')} placement="top">
          <HTMLSelect
            minimal={true}
            aria-label={t('who.choose')}
            value={String(here)}
            onChange={({ currentTarget: { value } }) => {
              const choice = choices[Number(value)];
              if (choice !== undefined) void actAs(choice.person, choice.office);
            }}
          >
            {here < 0 && <option value="-1">{t('who.choose')}</option>}
            {choices.map(({ person, office }, at) => (
              <option key={`${person} ${office.role} ${office.agency}`} value={String(at)}>
                {`${roleText(office.role, t)}, ${office.state} ${office.agency} (${person.slice(0, 8)})`}
              </option>
            ))}
          </HTMLSelect>
        </Tip>
      ) : (
        <Button
          variant="minimal"
          size="small"
          text={t(session === null ? 'who.signIn' : 'who.signOut')}
          onClick={() => void (session === null ? signIn() : signOut())}
        />
      )}
    </>
  );
}
