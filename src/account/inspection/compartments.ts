const inspectors = /^(?:concerns|inspection)(?:-(.+))?$/;

/** Whether a compartment is kept for inspectors alone: concerns, and what the service notes for them. Of its entries nobody else is shown even the envelope. */
export const isForInspectors = (compartment: string): boolean => inspectors.test(compartment);

/** The state whose inspectors a compartment is kept for; undefined where it is kept for none in particular. An entry may be of another state: that of whoever wrote it. */
export const inspectedState = (compartment: string): string | undefined => inspectors.exec(compartment)?.[1];
