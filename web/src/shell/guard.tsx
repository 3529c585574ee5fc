import { Button, Callout } from '@blueprintjs/core';
import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/index.ts';

interface Props {
  readonly children: ReactNode;
}

interface State {
  readonly failure: string | null;
}

/** Keeps a fault in one part of the page from taking the rest with it: it is told in its place. */
export class Guard extends Component<Props, State> {
  static getDerivedStateFromError(thrown: unknown): State {
    return { failure: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override state: State = { failure: null };

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return <Failed detail={failure} again={() => this.setState({ failure: null })} />;
  }
}

function Failed({ detail, again }: { readonly detail: string; again(): void }) {
  const t = useWords();
  return (
    <Callout intent="danger" title={t('failure.title')} role="alert">
      <p>{t('failure.what')}</p>
      <p className="at-quiet">{detail}</p>
      <Button size="small" text={t('failure.again')} onClick={again} />
    </Callout>
  );
}
