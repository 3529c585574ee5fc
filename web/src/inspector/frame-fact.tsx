import { Button } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import { seekFrame } from '../state/session.ts';
import { Fact } from './facts.tsx';

/** The frame a thing is of, and the way to it. */
export function FrameFact({ frame }: { readonly frame: number }) {
  const t = useWords();
  return (
    <Fact name={t('inspector.frame', { n: frame + 1 })}>
      <Button size="small" text={t('inspector.goTo')} onClick={() => void seekFrame(frame)} />
    </Fact>
  );
}
