import type { Connection } from '../data/use-connection.js';
import { useT } from '../i18n/i18n.js';

export function ConnectionBar({ connection }: { readonly connection: Connection }) {
  const t = useT();
  return (
    <div role="status" className="connection" data-connection={connection}>
      {connection === 'online' ? '' : t(`connection.${connection}`)}
    </div>
  );
}
