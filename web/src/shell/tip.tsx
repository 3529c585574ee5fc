import { PopoverNext, type PopoverNextPlacement } from '@blueprintjs/core';
import type { ReactNode } from 'react';

interface Props {
  readonly says: string;
  readonly placement: PopoverNextPlacement;
  readonly children: ReactNode;
}

/** A sentence beside what the pointer rests on, or what has the focus; Escape hides it. */
export function Tip({ says, placement, children }: Props) {
  return (
    <PopoverNext
      content={<p className="at-tip">{says}</p>}
      interactionKind="hover-target"
      placement={placement}
      autoFocus={false}
      enforceFocus={false}
      hoverOpenDelay={300}
      animation="minimal"
      arrow={false}
    >
      {children}
    </PopoverNext>
  );
}
