"""The clients that were looked at last, folded; bounded by how many events they hold together."""

from collections import OrderedDict

from clientfit.live.folding import Record


class RecentRecords:
    """Keeps the records used last; one that another process outdated is not given out."""

    def __init__(self, most_events: int) -> None:
        self._most = most_events
        self._held = 0
        self._records: OrderedDict[str, Record] = OrderedDict()

    def get(self, client_id: str, revision: int) -> Record | None:
        """The record of a client, if it is held at this revision."""
        record = self._records.get(client_id)
        if record is None or record.revision != revision:
            return None
        self._records.move_to_end(client_id)
        return record

    def put(self, record: Record) -> None:
        """Hold a record, and let go of those that were not used for longest."""
        self.drop(record.client.id)
        self._records[record.client.id] = record
        self._held += _weight(record)
        while self._held > self._most and len(self._records) > 1:
            self._held -= _weight(self._records.popitem(last=False)[1])

    def drop(self, client_id: str) -> None:
        """Let go of a client."""
        record = self._records.pop(client_id, None)
        if record is not None:
            self._held -= _weight(record)

    def __len__(self) -> int:
        return len(self._records)


def _weight(record: Record) -> int:
    return 1 + len(record.current)
