"""A time stamp service over HTTP (RFC 3161), asked within the platform's bounds: one time limit, a largest answer."""

from asn1crypto import tsp
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

from tinhso.kernel import http
from tinhso.kernel.errors import Unavailable

SECONDS = 10.0
# A token with its certificates is a few kilobytes.
_LARGEST = 200_000


class BoundedTimeStamper(HTTPTimeStamper):
    """Whatever the service does wrong is a time stamp that could not be had: nothing is sealed without."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Raises TimestampRequestError."""
        try:
            answer = http.send(
                "POST",
                self.url,
                body=req.dump(),
                headers=self.request_headers(),
                expects="application/timestamp-reply",
                seconds=SECONDS,
                largest=_LARGEST,
            )
            if answer.status != 200:
                raise TimestampRequestError(f"status {answer.status}")
            told = tsp.TimeStampResp.load(answer.body, strict=True)
            # Read to its end here, where a broken answer has a name.
            _ = told.native
        except Unavailable as lost:
            raise TimestampRequestError(lost.message) from lost
        except (ValueError, TypeError) as broken:
            raise TimestampRequestError("no RFC 3161 answer") from broken
        return told
