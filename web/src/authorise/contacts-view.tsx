import { Button, FileInput } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import { type ContactDue, contactWorkflow } from '../../../src/authorise/registers/contacts.ts';
import { canonicalHash, canonicalJson } from '../../../src/formats/jcs/canonical.ts';
import { Field, Lines, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { sha256 } from '../account/crypto.ts';
import { utcIn } from '../account/window.ts';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { ByWhom } from './by-whom.tsx';
import { DueTag } from './due-tag.tsx';
import { Written } from './notice-facts.tsx';
import { type ContactRead, monthReport, type Noticing } from './notices.ts';
import { saveText } from './save.ts';
import { groupedHash, shortId } from './say.ts';

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The register of contacts with officials of another state: what is due of it, and what was recorded. */
export function ContactsView({ noticing, atUs }: { readonly noticing: Noticing; readonly atUs: number }) {
  const t = useWords();
  const { contacts, contactsDue } = noticing;
  return (
    <>
      <h2>{t('contact.due')}</h2>
      {contactsDue.length === 0 ? (
        <p className="at-quiet">{t('contact.due.none')}</p>
      ) : (
        <ul className="at-due" aria-label={t('contact.due')}>
          {contactsDue.map((one) => (
            <li key={`${one.rule} ${one.what} ${one.id}`} className="at-due-row" data-overdue={one.isOverdue}>
              <DueTag isOverdue={one.isOverdue} standing="recorded" />
              <span>
                <DueText due={one} contacts={contacts} />
                <br />
                <span className="at-quiet">
                  {t('notice.rule', { rule: shortId(one.rule) })} <time>{t.utc(one.dueUs)}</time>
                </span>
              </span>
              {one.what === 'month' ? <MonthReport month={one.id} state={one.state} contacts={contacts} /> : null}
            </li>
          ))}
        </ul>
      )}
      <h2>{t('contact.register')}</h2>
      {contacts.length === 0 ? (
        <p className="at-quiet">{t('contact.none')}</p>
      ) : (
        <ul className="at-contacts" aria-label={t('contact.register')}>
          {contacts.map((one) => (
            <Contact key={one.id} of={one} />
          ))}
        </ul>
      )}
      <h2>{t('contact.record')}</h2>
      <RecordForm atUs={atUs} />
    </>
  );
}

interface DueTextProps {
  readonly due: ContactDue;
  readonly contacts: readonly ContactRead[];
}

function DueText({ due: { what, id, state }, contacts }: DueTextProps) {
  const t = useWords();
  if (what === 'month') return t('contact.due.month', { id, state });
  const met = contacts.find((one) => one.id === id)?.met;
  const whom = met === undefined || met === null ? shortId(id) : `${met.office}, ${met.foreignState}`;
  return t('contact.due.contact', { id: whom, state });
}

function Contact({ of: { id, contact, met } }: { readonly of: ContactRead }) {
  const t = useWords();
  const [hash, setHash] = useState('');
  const read = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) setHash(hexOf(sha256(new Uint8Array(await file.arrayBuffer()))));
  };
  return (
    <li data-contact={id}>
      <p>
        <strong>{t(`contact.status.${contact.status}`)}</strong>{' '}
        {met === null
          ? t('contact.unread')
          : t('contact.met', { state: met.foreignState, office: met.office, time: t.utc(contact.metUs) })}{' '}
        <code className="at-quiet">{contact.by}</code>
      </p>
      {met !== null && <p>{met.subject}</p>}
      {contact.status === 'recorded' && (
        <details className="at-step">
          <summary>{t('contact.report')}</summary>
          <p>
            <ByWhom by={contactWorkflow.moves.report.by} />
          </p>
          <Field name={t('contact.document')} hint={t('contact.document.hint')}>
            <FileInput
              size="small"
              fill={true}
              text={hash === '' ? t('contact.document.choose') : `${hash.slice(0, 16)}…`}
              buttonText={t('contact.document.browse')}
              onInputChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
            />
          </Field>
          {hash !== '' && <p className="at-hash">{groupedHash(hash)}</p>}
          {hash !== '' && (
            <Written
              draft={`contact.${id}.report`}
              label={t('contact.to')}
              does={t('contact.report')}
              command="authorise.report-contact"
              payload={(to) => ({ contact: id, documentHash: hash, to })}
            />
          )}
        </details>
      )}
    </li>
  );
}

interface MonthProps {
  readonly month: string;
  readonly state: string;
  readonly contacts: readonly ContactRead[];
}

/** The contacts of a month as one document, and that it was handed over. */
function MonthReport({ month, state, contacts }: MonthProps) {
  const t = useWords();
  const report = monthReport(contacts, state, month);
  const documentHash = canonicalHash(report, sha256);
  return (
    <details className="at-step">
      <summary>{t('contact.month')}</summary>
      <p>{t.count('contact.month.of', report.contacts.length)}</p>
      <p className="at-hash">{groupedHash(documentHash)}</p>
      <Button
        size="small"
        text={t('contact.month.save')}
        onClick={() => saveText(`contacts-${state}-${month}.json`, canonicalJson(report))}
      />
      <p>
        <ByWhom by={contactWorkflow.moves['report-month'].by} />
      </p>
      <Written
        draft={`contact.month.${month}`}
        label={t('contact.to')}
        does={t('contact.month.report')}
        command="authorise.report-contact-month"
        payload={(to) => ({ compartment: `contacts-${state}`, month, documentHash, to })}
      />
    </details>
  );
}

function RecordForm({ atUs }: { readonly atUs: number }) {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? '');
  const [foreignState, setForeignState] = useDraft('contact.state');
  const [office, setOffice] = useDraft('contact.office');
  const [met, setMet] = useDraft('contact.met');
  const [subject, setSubject] = useDraft('contact.subject');
  const { sent, send } = useCommand();
  const metUs = utcIn(met);
  const isToCome = metUs !== undefined && metUs > atUs;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const payload = { compartment: `contacts-${state}`, foreignState, office, metUs, subject };
    if (!(await send('authorise.record-contact', payload))) return;
    for (const clear of [setForeignState, setOffice, setMet, setSubject]) clear('');
  };
  const input = (name: string, value: string, set: (text: string) => void, hint = '') => (
    <Field name={name}>
      <input
        className="bp6-input bp6-small"
        required={true}
        value={value}
        placeholder={hint}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
    </Field>
  );
  return (
    <form
      className="at-concern-form at-rule-form"
      aria-label={t('contact.record')}
      onSubmit={(event) => void submit(event)}
    >
      <p className="at-quiet">{t('contact.record.what')}</p>
      <div className="at-dates">
        {input(t('contact.foreignState'), foreignState, setForeignState, 'USA')}
        {input(t('contact.metAt'), met, setMet, t('log.filter.time.hint'))}
      </div>
      {isToCome && <p className="at-warned">{t('contact.toCome')}</p>}
      {input(t('contact.office'), office, setOffice)}
      <Lines name={t('contact.subject')} hint={t('command.kept')} rows={3} value={subject} onText={setSubject} />
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent="primary"
          text={t('contact.record')}
          disabled={metUs === undefined || sent.state === 'sending'}
        />
      </div>
      <SentText sent={sent} />
    </form>
  );
}
