import { Button } from '@blueprintjs/core';
import type { FormEvent } from 'react';
import type { RuleVersion } from '../../../src/account/rules/state.ts';
import { useWords } from '../i18n/index.ts';
import { Lines, SentText, useCommand, useDraft } from './command-form.tsx';
import { signaturesLacking, type VersionStanding } from './force.ts';

interface Props {
  readonly rule: string;
  readonly version: RuleVersion;
  readonly standing: VersionStanding;
}

/** Signing a version, and dropping it. Whoever may not is not kept from asking: the refusal says why, and what helps. */
export function RuleSteps({ rule, version, standing }: Props) {
  const t = useWords();
  const [why, setWhy] = useDraft(`rule.${rule}.${version.version}.drop`);
  const sign = useCommand();
  const drop = useCommand();
  const of = { rule, version: version.version };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await drop.send('account.drop-rule', { ...of, why })) setWhy('');
  };
  return (
    <>
      {standing === 'lapsed' ? (
        <p className="at-quiet">{t('rules.lapsed')}</p>
      ) : (
        <>
          <p className="at-quiet">{t.count('rules.lacking', signaturesLacking(version))}</p>
          <div className="at-buttons">
            <Button
              size="small"
              intent="primary"
              text={t('rules.sign', { n: version.version })}
              disabled={sign.sent.state === 'sending'}
              onClick={() => void sign.send('account.sign-rule', of)}
            />
            <span className="at-quiet">{t('rules.sign.noUndo')}</span>
          </div>
          <SentText sent={sign.sent} />
        </>
      )}
      <details open={why !== ''}>
        <summary>{t('rules.drop', { n: version.version })}</summary>
        <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
          <Lines name={t('people.why')} hint={t('command.kept')} rows={2} value={why} onText={setWhy} />
          <div className="at-buttons">
            <Button
              type="submit"
              size="small"
              text={t('rules.drop', { n: version.version })}
              disabled={drop.sent.state === 'sending'}
            />
          </div>
          <SentText sent={drop.sent} />
        </form>
      </details>
    </>
  );
}
