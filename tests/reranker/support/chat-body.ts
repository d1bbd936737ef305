export interface ChatPart {
  type: string;
  text?: string;
  image_url?: { url: string; detail?: string };
}

export interface ChatBody {
  model: string;
  messages: { role: string; content: string | ChatPart[] }[];
  response_format?: { type: string; json_schema?: { schema: unknown } };
  temperature?: number;
  max_tokens?: number;
  max_completion_tokens?: number;
  reasoning_effort?: string;
}
