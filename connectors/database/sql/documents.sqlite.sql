-- name: files of document
(SELECT json_group_array(json_object('name', kept.name, 'mediaType', kept.media_type, 'digest', kept.digest, 'size', kept.size))
 FROM (SELECT * FROM balalyk_file WHERE sequence = d.sequence ORDER BY position) kept)
