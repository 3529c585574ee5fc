import type { ReactNode } from 'react';

/** A heading, and names with their values under it. */
export function Facts({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="at-facts">
      <h3>{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

/** A name and its value; nothing where there is no value. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  if (children === null || children === undefined || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
