select order_id as "order", amount as "refunded"
from refund where ticket = :#${header.ticket} and call_id = :#${header.CamelGeminiInteractionsFunctionCallId}
