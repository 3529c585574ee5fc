import { type Sizes, setSize, useSize } from './sizes.ts';
import { Splitter } from './splitter.tsx';

interface Props {
  readonly name: keyof Sizes;
  readonly label: string;
  readonly between: 'column' | 'row';
  readonly least: number;
  readonly most: number;
}

/** The splitter of a part whose size is kept, and which lies behind it. */
export function SizeSplitter({ name, ...rest }: Props) {
  const value = useSize(name);
  return <Splitter {...rest} value={value} growth={-1} onChange={(size) => setSize(name, size)} />;
}
