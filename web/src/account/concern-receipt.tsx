import { Button, Callout } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';

interface Props {
  readonly receipt: string;
  readonly to: string;
  readonly onAgain: () => void;
}

/** The receipt of an anonymous concern: told once, and kept nowhere. */
export function ConcernReceipt({ receipt, to, onAgain }: Props) {
  const t = useWords();
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const text = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(receipt);
      setCopied('yes');
    } catch {
      // Where the browser keeps its clipboard shut, what is to be copied is marked.
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
      setCopied('failed');
    }
  };
  return (
    <Callout intent="success" compact={true} title={t('concerns.sent', { state: to })} role="status">
      <p>{t('concerns.sent.when')}</p>
      <p>
        {t('concerns.receipt')}:{' '}
        <code className="at-receipt" ref={text}>
          {receipt}
        </code>
      </p>
      <p>{t('concerns.receipt.means')}</p>
      <div className="at-buttons">
        <Button size="small" text={t('concerns.receipt.copy')} onClick={() => void copy()} />
        <Button size="small" variant="minimal" text={t('concerns.receipt.forget')} onClick={onAgain} />
      </div>
      {copied === 'yes' && <p role="status">{t('concerns.receipt.copied')}</p>}
      {copied === 'failed' && <p role="status">{t('concerns.receipt.copyByHand')}</p>}
    </Callout>
  );
}
